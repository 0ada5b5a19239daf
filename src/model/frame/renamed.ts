/** Fields of a frame that have a new name: the old name, and the new one. */
export const RENAMED_FIELDS: {readonly [row: string]: {readonly [old: string]: string}} = {
  line: {
    owedBy: 'waitsFor',
    maskedShare: 'blockedShare',
    maskedForNs: 'blockedForNs',
    'maskedBy.in-flight': 'blockedReasons.unacked',
    'maskedBy.masked': 'blockedReasons.masked',
    'maskedBy.limited': 'blockedReasons.limited',
    'maskedBy.disabled': 'blockedReasons.unused',
    'maskedBy.killed': 'blockedReasons.killed',
  },
  domain: {owes: 'unacked'},
};

/** Words in those fields that have changed likewise. */
export const RENAMED_VALUES: {readonly [field: string]: {readonly [old: string]: string}} = {
  'line.state': {disabled: 'unused'},
};

/** Columns of `--columns` and `--sort` that have changed likewise. */
export const RENAMED_COLUMNS: {readonly [old: string]: string} = {held: 'blocked', owed: 'waits-for'};
