"""What the clock tells Prometheus of money: of months, arrears, the close, e-mails."""
