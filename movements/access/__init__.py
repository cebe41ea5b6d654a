"""Access: who somebody is, which posts they hold, and the one funnel that every row passes."""
