// What an HTML page is built of, read in one walk over its tree.
import type { CheerioAPI } from 'cheerio/slim'
import { type AnyNode, type Element, textOf } from './tree.ts'

export type Outline = {
  /** Text of the title. */
  title: string
  /** Text of every h1. */
  h1: string[]
  /** Title, every h1 and the first h2. */
  heading: string
  /** The text a reader sees, white space folded; scripts, styles and the head left out. */
  visible: string
  /** Links that lead to another page. */
  links: number
  /** Fields of forms that can be filled in. */
  fillable: number
  /** Buttons of forms. */
  actions: number
}

const UNSEEN = new Set(['head', 'title', 'script', 'style', 'template', 'noscript'])
const APART = new Set(
  ['br', 'p', 'div', 'li', 'td', 'th', 'dt', 'dd', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6'].concat([
    'option',
    'label',
    'button',
    'tr',
    'section',
    'article',
    'header',
    'footer',
    'main',
    'nav',
    'form',
    'legend',
  ]),
)
const LEADS_NOWHERE = /^(#|javascript:|tel:|mailto:)/i
const NOT_FILLED = new Set(['hidden', 'submit', 'button', 'image', 'reset'])

export function outlineOf($: CheerioAPI): Outline {
  const text: string[] = []
  const found = { title: '', h1: [] as string[], h2: '', links: 0, fillable: 0, actions: 0 }
  const walk = (nodes: AnyNode[], inForm: boolean, seen: boolean) => {
    for (const node of nodes) {
      if (node.type === 'text') {
        if (seen) text.push(node.data)
      } else if ('tagName' in node) {
        note(node, inForm)
        const { tagName, children } = node
        walk(children, inForm || tagName === 'form', seen && !UNSEEN.has(tagName))
        if (seen && APART.has(tagName)) text.push(' ')
      }
    }
  }
  const note = (node: Element, inForm: boolean) => {
    const { tagName, attribs } = node
    if (tagName === 'title') found.title ||= fold(textOf(node))
    else if (tagName === 'h1') found.h1.push(fold(textOf(node)))
    else if (tagName === 'h2') found.h2 ||= fold(textOf(node))
    else if (tagName === 'a') found.links += Number(attribs.href !== undefined && !LEADS_NOWHERE.test(attribs.href))
    else if (inForm && ['input', 'select', 'textarea', 'button'].includes(tagName)) {
      const type = (attribs.type ?? '').toLowerCase()
      if (tagName === 'button' || type === 'submit') found.actions += 1
      else if (tagName !== 'input' || !NOT_FILLED.has(type)) found.fillable += 1
    }
  }
  walk($.root()[0]?.children ?? [], false, true)
  const { title, h1, h2, ...counts } = found
  return { title, h1, heading: fold([title, ...h1, h2].join(' ')), visible: fold(text.join('')), ...counts }
}

export function fold(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
