"""What the many tenants owe, have paid, and what a bank statement says that finance has before it."""

from __future__ import annotations

from decimal import Decimal

RENT = Decimal("2000.00")
"""Of each bill."""
OPEN = 2
"""Bills of each tenant that nobody has paid yet: its last."""
BOOKED = """
INSERT INTO ledger_transactions (tenant_id, contract_id, kind, subject, "on", period, currency, posted_at)
SELECT tenant_id, contract_id, 'invoice', number, due - 9, period, currency, finalised_at FROM invoices
WHERE tenant_id >= :first
"""
ENTRIES = """
INSERT INTO ledger_entries (tenant_id, transaction_id, account, amount)
SELECT t.tenant_id, t.id, account, sign * i.total FROM ledger_transactions t
JOIN invoices i ON i.number = t.subject,
       (VALUES ('receivable', 1), ('revenue.rent', -1)) entries (account, sign) WHERE t.tenant_id >= :first
"""
PAYMENTS = """
INSERT INTO recorded_facts (tenant_id, contract_id, kind, document, "on", digest, ordinal,
                            recorded_at, recorded_by)
SELECT tenant_id, contract_id, 'payments',
       jsonb_build_object('at', due || 'T09:00:00+08:00', 'amount', total::text, 'invoice', number),
       due, number, 1, :now, 'li'
FROM (SELECT *, row_number() OVER (PARTITION BY contract_id ORDER BY period DESC) AS latest FROM invoices) i
WHERE tenant_id >= :first AND latest > :open
"""
PAID = """
INSERT INTO ledger_transactions (tenant_id, contract_id, kind, subject, "on", period, currency, posted_at)
SELECT tenant_id, contract_id, 'payment', 'F' || id, "on", to_char("on", 'YYYY-MM'), 'CNY', recorded_at
FROM recorded_facts WHERE tenant_id >= :first
"""
CASH = """
INSERT INTO ledger_entries (tenant_id, transaction_id, account, amount)
SELECT t.tenant_id, t.id, account, sign * CAST(f.document ->> 'amount' AS numeric)
FROM ledger_transactions t JOIN recorded_facts f ON t.subject = 'F' || f.id,
     (VALUES ('cash', 1), ('receivable', -1)) entries (account, sign)
WHERE t.tenant_id >= :first AND t.kind = 'payment'
"""
STATEMENT = """
INSERT INTO bank_statements (digest, name, form, imported_at, imported_by)
VALUES ('bench', 'bank.csv', 'csv: cn', :now, 'li')
"""
LINES = """
INSERT INTO bank_lines (statement_id, position, account, identity, key, ordinal, raw, incoming, "on", amount,
                        currency, payer_name, payer_account, text, reference)
SELECT s.id, row_number() OVER (), 'own', i.number, i.number, 1, '[]', true, CAST(:now AS date), i.total,
       i.currency, 'Payer ' || i.tenant_id, 'payer-' || i.tenant_id, 'rent ' || i.number, i.number
FROM bank_statements s, invoices i
WHERE s.digest = 'bench' AND i.tenant_id >= :first AND NOT EXISTS
    (SELECT FROM recorded_facts f WHERE f.contract_id = i.contract_id AND f.document ->> 'invoice' = i.number)
"""
MADE = (BOOKED, ENTRIES, PAYMENTS, PAID, CASH, STATEMENT, LINES)
