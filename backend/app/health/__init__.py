"""Tell whether this process is alive, and whether it reaches what it depends on."""
