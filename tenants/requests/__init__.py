"""What tenants ask of the operator, and by which day the contract's lead time has it done."""
