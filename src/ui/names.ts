// What options can name, with what it is; a table of its own, so that help and options load nothing of the screen.

export const VIEWS = {
  lines: 'the interrupt lines, with domains and devices as far as there is room',
  cpus: 'the CPUs, and which lines they take',
  sharing: 'who shares a line with whom, and who waits because of whom',
  domains: 'all domains and all devices',
  waveform: 'the life of the last interrupt of a line, step by step',
  log: 'everything that happened',
  charts: 'rates and shares of time held, over the last two minutes',
} as const;

export const THEMES = {
  default: 'the eight colours of the terminal, on any background',
  safe: 'without red and green, for those who can not tell them apart',
  mono: 'bold and inverse only, as with NO_COLOR',
} as const;
