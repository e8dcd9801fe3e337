"""What reaches us after a month was invoiced: lines on the next invoice, which name the month."""
