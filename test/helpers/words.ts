import {type Passage, paragraphsOf, passagesOf, remarksOf} from './prose.ts';

/** A turn of phrase to avoid. `right` are the uses of it that are right; they do not count. */
type Avoided = {pattern: RegExp; right?: RegExp; remedy: string; wrongly: string; rightly?: string};

/** Words for a person, after which "who" and "says" are right. */
const PERSON =
  '(?:users?|operators?|trainees?|authors?|instructors?|administrators?|somebody|someone|anybody|anyone|everybody|everyone|nobody|persons?|people|readers?|engineers?|developers?|maintainers?|those|others|you|we|they|he|she)';
/**
 * Words and turns that read like a translation, each with what to write instead. The texts that a user can see and the comments are
 * for engineers whose first language is not English: they have the usual word for a thing, and the field's own term.
 */
export const AVOIDED: readonly Avoided[] = [
  {
    pattern: /\bwho(?:m)?\b/gi,
    right: new RegExp(`\\b${PERSON}(?: else)?(?:,? [^ .;:]+){0,3}?,? whom?\\b`, 'gi'),
    remedy: '"who" is for people; of a program, domain or caller write "which", "that", or its name',
    wrongly: 'Who floods is drained between ticks too.',
    rightly: 'A user who goes back, an author on a drill who asks, people who know Xen; a line whose EOI is withheld.',
  },
  {
    pattern: /\bwho(?:m)?ever\b/gi,
    remedy: 'name it: "the caller", "a user who …", "any domain that …"',
    wrongly: 'Whoever opens it calls this twice a second.',
  },
  {
    pattern: /\bnobody need\b/gi,
    remedy: '"not needed", or "no … needs"',
    wrongly: 'The desk answers what nobody need ask the machine.',
    rightly: 'Nobody needs help, and nobody cared.',
  },
  {pattern: /\banew\b/gi, remedy: '"again"', wrongly: 'Every counter begins anew.', rightly: 'It begins again.'},
  {
    pattern: /(?<![.-])\b(?:tells?|told|telling)\b/gi,
    right: new RegExp(
      `\\btell(?:s|ing)?(?: [^ .;]+){0,6}? (?:apart|from)\\b|\\btell(?:s|ing)? (?:the |an? |its |their )?${PERSON}\\b`,
      'gi',
    ),
    remedy: 'data does not tell: "reports", "shows", "has"; a program "prints" or "emits"; a domain is "notified"',
    wrongly: 'A line that the sample does not tell of.',
    rightly:
      'They can not tell red and green apart; a colour tells an error from a warning; it tells the user what failed.',
  },
  {
    pattern: /\b(?:says|said)\b/gi,
    right: new RegExp(
      `\\b${PERSON}(?: [^ .;:]+){0,3} (?:says|said)\\b|\\bwas said (?:in|on)\\b|\\bthat is to say\\b`,
      'gi',
    ),
    remedy: 'data and programs do not say: "contains", "states", "reports", "prints"; drop "it is said"',
    wrongly: 'The header says which policy it was.',
    rightly: 'The trainee then said what it is; people on the list said so; what was said on the list.',
  },
  {
    pattern:
      /(?<=^\W*|[.;(|] (?:\W* )?|\b(?:that|because|while|where|when|if) )what (?:is|are|was|were)\b(?! (?:wrong|missing|new|next)\b)|(?<=: )what (?:is|are)\b(?! (?:wrong|missing|new|next)\b)/gi,
    right: /\bwhat (?:is|are|was|were) [^.!]{1,80}\?|\bwhat was said (?:in|on)\b/gi,
    remedy: 'name the thing instead of beginning with "what is …": "older records", "the drawn part", "values kept …"',
    wrongly: 'Of a recording what was seen remains: what is older is not read.',
    rightly: 'It sends what is left and knows what is wrong. What is a domain?',
  },
  {
    pattern: /\b(?:is|are|was|were) none\b/gi,
    right: /\bthere (?:is|are|was|were) none\b/gi,
    remedy: '"is not a …", "no … is"; for an unknown name: "unknown …"',
    wrongly: 'This is none of the formats that are known.',
    rightly: 'The time of the next record; null where there is none.',
  },
  {
    pattern: /\bof no\b(?! (?:use|help|interest|effect|importance|more|fewer|less|other|one)\b)/gi,
    remedy: '"not a …", "without …", "that no … has"',
    wrongly: 'It is of no simulation.',
    rightly: 'The mask is of no use.',
  },
  {
    pattern: /\bthat there (?:is|are|was|were)\b|\bwhat there (?:is|are) of\b|\bthere (?:is|are) here\b/gi,
    right:
      /\b(?:so|not|means?|meant|shows?|sees?|knows?|proves?|assumes?|notices?|reports?|checks?|sure) that there (?:is|are|was|were)\b/gi,
    remedy: 'leave it out: "every domain", not "every domain that there is"; "known", "in this recording"',
    wrongly: 'The richest layout that there is.',
    rightly: 'A mark means that there are more; so that there is room.',
  },
  {
    pattern: /\bit can be seen\b/gi,
    remedy: '"you can see", or the fact alone',
    wrongly: 'In the log it can be seen that it died.',
    rightly: 'The pin can be seen.',
  },
  {
    pattern: /\b(?:hears?|heard)\b|\blisten(?:s|ed|ing)? to\b/gi,
    remedy: 'a key is "handled", a pipe "read" or "drained", an event "received"',
    wrongly: 'In turns, so that keys are heard between them.',
    rightly: 'It listens for SIGTSTP.',
  },
  {
    pattern:
      /\b(?:whence|thence|thereof|whereof|wherein|therein|thereby|hereby|afresh|albeit|lest|hitherto|nought|amiss)\b/gi,
    remedy: 'an everyday word: "from where", "of it", "in which", "again", "although", "so that … not"',
    wrongly: 'The place whence it came.',
  },
  {
    pattern: /\bneed be\b|\bmend(?:s|ed|ing)?\b|\bin vain\b|\bas it were\b|\bfor want of\b|\bby way of\b/gi,
    remedy: 'an everyday word: "has to be", "fix", "without success", "because … is missing", "through"',
    wrongly: 'Nothing else need be installed.',
    rightly: 'It need not be installed.',
  },
  {
    pattern: /\bgone (?:on with|back (?:to|in))\b/gi,
    remedy: 'active voice: "continues", "you can go back to"',
    wrongly: 'A drill that is to be gone on with.',
    rightly: 'The user has gone; its reader is gone.',
  },
];

/** A phrase that stays as it is: a quotation, or a command's own name. */
type Kept = {file: string; phrase: string; reason: string};

export const KEPT: readonly Kept[] = [
  {
    file: 'src/cli/show/lists/thread-claims.ts',
    phrase: 'What was said, in our words',
    reason: 'people said it, on the mailing list',
  },
  {
    file: 'src/cli/show/lists/thread-claims.ts',
    phrase: 'who acknowledges? If nobody does',
    reason: 'a question of the mailing list',
  },
  {
    file: 'src/drill/catalogue/orphan.yaml',
    phrase: 'that domain dies, and who acknowledges the interrupt now?',
    reason: 'a question of the mailing list',
  },
  {
    file: 'src/machine/supervisor/silence-device.ts',
    phrase: 'it does not tell that the device asks',
    reason: 'recordings have it, and check compares them',
  },
];

/** Rooms, and other places, with texts that are not yet reworded. One that is clean must leave the list. */
export const NOT_YET: readonly string[] = [];

/** A file by its path from the root. */
export type ProseFile = {path: string; text: string};

/** Every word to avoid in a file: where, which, and what to write instead. */
export function wordsIn({path, text}: ProseFile, kept: readonly Kept[] = KEPT): string[] {
  const phrases = kept.filter(({file}) => file === path).map(({phrase}) => phrase);
  return proseOf(path, text).flatMap(passage =>
    wordsOf(passage, phrases).map(({line, what}) => `${path}:${line} ${what}`),
  );
}

/** The place of a file in `NOT_YET`: its room, or its folder at the root. */
export function placeOf(path: string): string {
  const [top, room, more] = path.split('/');
  return top === 'src' && more !== undefined ? `src/${room}` : top === 'src' ? path : top;
}

/** Phrases of `KEPT` that their file no longer has. */
export function lostPhrases(files: readonly ProseFile[], kept: readonly Kept[] = KEPT): string[] {
  return kept
    .filter(({file, phrase}) => !files.some(({path, text}) => path === file && flat(text).includes(phrase)))
    .map(({file, phrase}) => `${file} no longer has "${phrase}": take it out of KEPT`);
}

/** What is read of a file. In tests a string is what the program printed. */
function proseOf(path: string, text: string): Passage[] {
  if (/\.(?:md|yaml)$/.test(path)) return paragraphsOf(text);
  if (/\.(?:tsx?|js)$/.test(path))
    return passagesOf(text).filter(({kind}) => kind === 'comment' || !path.startsWith('test/'));
  return remarksOf(text);
}

function wordsOf({text, line}: Passage, phrases: readonly string[]): {line: number; what: string}[] {
  const prose = phrases.reduce((left, phrase) => left.replace(loose(phrase), blank), withoutCode(withoutIndent(text)));
  return AVOIDED.flatMap(({pattern, right, remedy}) => {
    const left = right ? flatLines(prose).replace(right, blank) : flatLines(prose);
    return [...left.matchAll(pattern)].map(({0: word, index}) => ({
      line: line + prose.slice(0, index).split('\n').length - 1,
      what: `"${around(flatLines(prose), index, word.length)}": ${remedy}`,
    }));
  });
}

/** So that words at the end of a line and the beginning of the next are one space apart. */
function withoutIndent(text: string): string {
  return text.replace(/[ \t]+$|^[ \t]+/gm, '');
}

/** Same length, one line. */
function flatLines(text: string): string {
  return text.replace(/\s/g, ' ');
}

function flat(text: string): string {
  return text.replace(/\s+(?:\*|\/\/|#)?\s*/g, ' ');
}

/** Names of code in it do not count. */
function withoutCode(text: string): string {
  return text.replace(/`[^`]*`/g, blank);
}

function blank(text: string): string {
  return text.replace(/[^\n]/g, '_');
}

function loose(phrase: string): RegExp {
  return new RegExp(phrase.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(' ', '\\s+'), 'g');
}

/** A few words on either side. */
function around(text: string, at: number, length: number): string {
  const before = text.slice(0, at).split(' ').slice(-4).join(' ');
  const after = text
    .slice(at + length)
    .split(' ')
    .slice(0, 4)
    .join(' ');
  return `${before}${text.slice(at, at + length)}${after}`.replace(/ +/g, ' ').trim();
}
