// Figures as the page's language writes them.

export const places = (number, digits = 1) => new Intl.NumberFormat(document.documentElement.lang, {
  minimumFractionDigits: digits, maximumFractionDigits: digits,
}).format(number);
