// Finds what people come for by what they type: whole words, initial consonants (초성), slips of the finger, English. Pure.
import { disassemble, getChoseong } from 'es-hangul'
import Fuse from 'fuse.js'
import type { Paper } from '../../data/catalogue.ts'

type Name = { paper: Paper; plain: string; consonants: string; letters: string }
export type Finder = (query: string) => Paper[]

const MOST_FOUND = 8
/** Of the letters that a name and a query have, so many may differ. */
const MOST_UNLIKE = 0.4

/** Looks through the names and aliases of `papers`; the best comes first, each paper once. */
export function createFinder(papers: Paper[]): Finder {
  const names = papers.flatMap((paper) =>
    [paper.name.ko, paper.name.en, ...paper.aliases].map((name) => nameOf(paper, name)),
  )
  const unlike = new Fuse(names, {
    keys: ['letters'],
    threshold: MOST_UNLIKE,
    ignoreLocation: true,
    includeScore: true,
  })
  return (query) => {
    const asked = plain(query)
    if (asked === '') return []
    const initials = /^[ㄱ-ㅎ]+$/.test(asked)
    const found = initials
      ? ranked(names, asked, ({ consonants }) => consonants)
      : [
          ...ranked(names, asked, (one) => one.plain),
          ...partsIn(names, asked),
          ...unlike.search(disassemble(asked)).map(({ item }) => item),
        ]
    return [...new Set(found.map(({ paper }) => paper))].slice(0, MOST_FOUND)
  }
}

function nameOf(paper: Paper, name: string): Name {
  const whole = plain(name)
  return { paper, plain: whole, consonants: getChoseong(whole), letters: disassemble(whole) }
}

/** The same first, then what begins so, then what has it somewhere. */
function ranked(names: Name[], asked: string, text: (name: Name) => string): Name[] {
  return [
    ...names.filter((one) => text(one) === asked),
    ...names.filter((one) => text(one).startsWith(asked)),
    ...names.filter((one) => text(one).includes(asked)),
  ]
}

/** Names that a longer question has in it: `등본 어디서 떼요`. The longest says most. */
function partsIn(names: Name[], asked: string): Name[] {
  return names
    .filter(({ plain }) => plain.length > 1 && asked.includes(plain))
    .sort((a, b) => b.plain.length - a.plain.length)
}

function plain(text: string): string {
  return text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[\s·.,()[\]/'"-]+/g, '')
}
