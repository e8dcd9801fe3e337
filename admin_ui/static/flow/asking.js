// Questions to the server. What it refuses is thrown as Refused, with its own words.

export class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

const answered = async (response) => {
  if (response.redirected) return location.reload();
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Refused(response.status, body.error?.message ?? `${response.status} ${response.statusText}`);
  return body;
};

export const get = async (address) => answered(await fetch(address, { headers: { Accept: "application/json" } }));

export const post = async (address, body, token) =>
  answered(await fetch(address, { method: "POST", headers: { "Content-Type": "application/json", "X-CSRFToken": token }, body: JSON.stringify(body) }));
