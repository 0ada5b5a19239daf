/** Names of fields of a frame until version 1 of its JSON changed once, with the names that they have now. */
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

/** The same of words that fields have. */
export const RENAMED_VALUES: {readonly [field: string]: {readonly [old: string]: string}} = {
  'line.state': {disabled: 'unused'},
};

/** The same of columns, in `--columns` and `--sort`. */
export const RENAMED_COLUMNS: {readonly [old: string]: string} = {held: 'blocked', owed: 'waits-for'};
