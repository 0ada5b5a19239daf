// The names that options take, with descriptions; a table of its own, so that help and options load nothing of the screen.

export const VIEWS = {
  lines: 'the interrupt lines, with domains and devices where they fit',
  cpus: 'the CPUs, and which lines they take',
  sharing: 'which domains share a line, and which one the others wait for',
  domains: 'all domains and all devices',
  waveform: 'the last interrupt of a line, step by step',
  log: 'everything that happened',
  charts: 'rates and shares of time blocked, over the last two minutes',
} as const;

export const THEMES = {
  default: 'the eight colours of the terminal, on any background',
  safe: 'without red and green, for people who can not distinguish them',
  mono: 'bold and inverse only, as with NO_COLOR',
} as const;

/** Columns of the table of lines, as `--columns` names them. */
export const COLUMNS = {
  irq: 'number or name of the line',
  chip: 'interrupt controller and trigger',
  state: 'open, waits for ack, masked, limited, unused, nobody cared',
  blocked: 'share of time in which the line could not deliver',
  rate: 'interrupts a second',
  total: 'interrupts since the start',
  cpus: 'a column for each CPU',
  busiest: 'the CPU that takes most of its interrupts',
  history: 'its rate over the last two minutes; on the screen only',
  'waits-for': 'domains that were notified and have not acknowledged',
  devices: 'devices and the domains that drive them',
} as const;
