"""What an export says of itself to people."""

from __future__ import annotations

from string import Template

_TEXT = Template(
    """# $title_en · $title_zh

## English

All data of the tenant `$name` at Seatyard, as it was at $at (one moment for all files).

- `tables/NAME.jsonl`: one table, a row a line, JSON in UTF-8.
- `tables/NAME.columns.json`: its columns, their types and units. Amounts of money are decimal numbers as
  strings; moments are ISO 8601 in UTC.
- `invoices/`, `credit-notes/`: each document as PDF (Chinese and English), JSON, CSV, and as XML (UBL) where
  both parties are told; `duties/`: reports that the operator owed.
- `contracts/`: the terms of each contract, with its changes, as YAML.
- `prompts/`: uploaded and spoken prompts, WAV, named by their SHA-256 (`tables/prompts.jsonl`).
- `recordings/`: $recordings_en
- `manifest.json`: each file with its size, SHA-256 and number of rows; what is left out, and why.

Secrets are not in it: passwords and their hashes, SIP secrets, tokens, one-time codes, keys.
In documents `"secret"` stands in their place.

## 中文

租户 `$name` 在 Seatyard 的全部数据，均为同一时刻 $at 的状态。

- `tables/NAME.jsonl`：每个文件一张表，每行一条 JSON 记录（UTF-8）。
- `tables/NAME.columns.json`：各列的名称、类型与单位。金额为十进制字符串，时间为 ISO 8601 格式的 UTC 时间。
- `invoices/`、`credit-notes/`：账单与贷记单，各有 PDF（中、英文）、JSON、CSV；双方信息齐全时另有 XML（UBL）。
- `duties/`：运营方应提交的报告。
- `contracts/`：每份合同的条款及其变更（YAML）。
- `prompts/`：上传和合成的提示音（WAV），文件名为其 SHA-256（见 `tables/prompts.jsonl`）。
- `recordings/`：$recordings_zh
- `manifest.json`：每个文件的大小、SHA-256 与行数，以及未包含的内容和原因。

不含任何机密：密码及其散列、SIP 密钥、令牌、一次性验证码、密钥。文档中以 `"secret"` 代替。
"""
)


def text(*, name: str, title_zh: str, title_en: str, at: str, recordings: bool) -> bytes:
    with_audio = (
        "WAV, a folder a day (UTC), named by their id.",
        "录音 WAV 文件，按日（UTC）分文件夹，文件名为录音编号。",
    )
    without = ("not asked for.", "未要求导出。")
    english, chinese = with_audio if recordings else without
    return _TEXT.substitute(
        name=name,
        title_zh=title_zh,
        title_en=title_en,
        at=at,
        recordings_en=english,
        recordings_zh=chinese,
    ).encode()
