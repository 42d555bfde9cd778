"""Where people and systems meet Crural: command line, files of cases, and whatever comes later."""
