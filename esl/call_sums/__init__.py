"""What reports count of calls, kept by finished local day of a tenant: always what counting would say."""
