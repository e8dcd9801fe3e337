"""Reports that come by e-mail: which, how often, to whom; each period's once."""
