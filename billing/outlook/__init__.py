"""What the month that runs will bring: computed day by day as its close would compute it."""
