"""What becomes of a tenant's data: handed over whole, and deleted with proof after the contract's end."""
