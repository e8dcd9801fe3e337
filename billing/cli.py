"""This floor's ``seatyard`` commands, and where each is."""

from __future__ import annotations

from seatyard.cli.later import Later

BILL = (
    Later("bill", None, "Invoices: close a month, look at one, send them out."),
    Later(
        "bill ahead", "billing.invoices.ahead_cli:ask_ahead", "Ask for deposits and rent ahead of a month."
    ),
    Later(
        "bill close",
        "billing.invoices.close_cli:close_month",
        "Invoice every contract active in a month that is over.",
    ),
    Later("bill show", "billing.invoices.show_cli:show", "Print the invoice of this number."),
    Later(
        "bill crossings",
        "billing.invoices.cli:crossings",
        "Say how much talk crossed to carriers in a month, by kind of leg, and who pays for it.",
    ),
    Later(
        "bill draft",
        "billing.drafts.cli:draft",
        "A month's drafts: what changed against the month before; held, released, approved.",
    ),
    Later(
        "bill credit",
        "billing.credits.cli:credit",
        "Give a credit note of the finalised invoice NUMBER, which itself stays as it is.",
    ),
    Later("bill credits", "billing.credits.cli:credits", "List credit notes, the newest first."),
    Later(
        "bill credit-note",
        "billing.credits.cli:credit_note",
        "Print the credit note of this number, or write it as JSON, PDF or an e-invoice (UBL 2.1).",
    ),
    Later(
        "bill export",
        "billing.exports.cli:export",
        "Write invoices, one by its number or those of a month, a tenant, or both.",
    ),
    Later(
        "bill print",
        "billing.exports.print_cli:print_month",
        "Write each invoice of a month as a PDF into a folder.",
    ),
    Later(
        "bill archive",
        "billing.archive.cli:archive",
        "Write a month into one ZIP file: documents, evidence, journal, a manifest of hashes; or check one.",
    ),
    Later(
        "bill fapiao",
        "billing.fapiao.cli:fapiao",
        "Write what a request for the month's VAT invoices asks for, a row a line.",
    ),
    Later(
        "bill ledger",
        "billing.ledger.cli:ledger",
        "Print what TENANT was billed and paid, by account, and what it owes after each.",
    ),
    Later(
        "bill journal",
        "billing.ledger.cli:journal",
        "Write what belongs to a month's books, each entry as a debit or a credit.",
    ),
    Later(
        "bill audit",
        "billing.audit.cli:audit",
        "Prove the ledger, the numbers, the invoices and their evidence, over the whole history.",
    ),
    Later(
        "bill arrears",
        "billing.owed.cli:arrears",
        "Print the bills that are open, how late they are, and what the contract says comes next.",
    ),
    Later(
        "bill board",
        "billing.owed.board_cli:show_board",
        "Print where a month's drafts, invoices and credit notes stand; the latest month by default.",
    ),
    Later(
        "bill revenue",
        "billing.owed.board_cli:show_revenue",
        "Print what was earned by kind, month by month, from the ledger.",
    ),
    Later(
        "bill dunning",
        "billing.dunning.cli:dunning",
        "What follows when bills are not paid: reminders, notice, suspension, termination.",
    ),
    Later(
        "bill outlook",
        "billing.outlook.cli:outlook",
        "Print what the next close will bring as things are, and what the month came to day by day.",
    ),
    Later(
        "bill drop-calls",
        "billing.dropping.cli:drop_calls",
        "Drop the calls of a month (UTC) that nothing needs any more: the oldest that there is.",
    ),
    Later(
        "bill statement",
        "billing.bank.cli:statement",
        "Bank statements: take them in, and match their lines with what is owed.",
    ),
    Later(
        "bill refund",
        "billing.recorded.moves_cli:refund",
        "Give money back that paid nothing: of a payment (F17), a bill below zero or a credit note.",
    ),
    Later("bill write-off", "billing.recorded.moves_cli:write_off", "Expect an open bill no more."),
    Later(
        "bill recover", "billing.recorded.moves_cli:recover", "Expect after all what was written off (F20)."
    ),
    Later("bill stripe", "billing.gateway.cli:stripe", "Invoices paid over Stripe."),
)

COMMANDS = (
    *BILL,
    Later(
        "duty",
        "billing.duties.cli:duty",
        "What contracts ask of the operator beside money: reports, new agreements.",
    ),
    Later(
        "fact",
        "billing.recorded.cli:fact",
        "Facts of a contract that no machine sees: payments, installations, hours, key figures.",
    ),
    Later(
        "finding",
        "billing.findings.cli:finding",
        "What does not add up, until a person clears it or its cause has gone.",
    ),
    Later(
        "simulate",
        "billing.offline:simulate",
        "Compute the invoices of a CASE file: a contract and facts, with no database and no switch.",
    ),
    Later(
        "schema",
        "billing.offline:schema",
        "Print the JSON Schema of a sort of file, for editors to complete and check it by.",
    ),
    Later(
        "compare",
        "billing.comparison.cli:compare",
        "Compare what a call centre costs in one way and in another, told by a FILE.",
    ),
    Later(
        "verify",
        "billing.audit.verify_cli:verify",
        "Prove that the database is whole: ledger, invoices, credit notes, evidence, sums of calls, trails.",
    ),
    Later(
        "tenant archive",
        "billing.lifecycle.cli:archive",
        "Write all data of NAME into one ZIP file: tables, documents, prompts, a manifest of hashes.",
    ),
    Later(
        "tenant deletion",
        "billing.lifecycle.deletion_cli:deletion",
        "Delete a tenant's data after its contract's end: asked, confirmed by another, done, proved.",
    ),
)
