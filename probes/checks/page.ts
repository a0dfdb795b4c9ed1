import * as cheerio from 'cheerio/slim'
import iconv from 'iconv-lite'
import { StepFailure } from '../flow.ts'
import { type Answer, bareUrl } from './exchange.ts'
import { baseOf, readForm } from './form.ts'
import type { Page } from './http.ts'
import { fold, type Outline, outlineOf } from './outline.ts'
import { type Element, elementsOf, textOf } from './tree.ts'

/** Makes a Page of an answer: decoded by its charset (EUC-KR included), forms and links resolved against its address. */
export function readPage(url: string, answer: Answer, hops: string[]): Page {
  const contentType = String(answer.headers['content-type'] ?? '')
  const isText = contentType === '' || /^text\/|json|xml|javascript/i.test(contentType)
  const charset = isText ? charsetOf(contentType, answer.bytes) : 'utf-8'
  const text = isText ? iconv.decode(Buffer.from(answer.bytes), charset) : ''
  let loaded: cheerio.CheerioAPI | undefined
  let outlined: Outline | undefined
  const $ = () => {
    loaded ??= cheerio.load(text)
    return loaded
  }
  const outline = () => {
    outlined ??= outlineOf($())
    return outlined
  }
  return {
    url,
    status: answer.status,
    contentType,
    bytes: answer.bytes,
    text,
    hops,
    get outline() {
      return isHtml(contentType) ? outline() : null
    },
    get visible() {
      return isHtml(contentType) ? outline().visible : ''
    },
    get title() {
      return isHtml(contentType) ? outline().title : ''
    },
    form: (selector) => readForm($(), { pageUrl: url, charset, target: bareUrl(url) }, selector),
    link: (selectorOrText) => findLink($(), url, selectorOrText),
  }
}

export function isHtml(contentType: string): boolean {
  return /html/i.test(contentType)
}

function charsetOf(contentType: string, bytes: Uint8Array): string {
  const head = Buffer.from(bytes.subarray(0, 2048)).toString('latin1')
  const named =
    /charset\s*=\s*["']?([\w-]+)/i.exec(contentType)?.[1] ??
    /<meta[^>]+charset\s*=\s*["']?([\w-]+)/i.exec(head)?.[1] ??
    /^<\?xml[^>]+encoding\s*=\s*["']([\w-]+)/i.exec(head)?.[1]
  return named && iconv.encodingExists(named) ? named : 'utf-8'
}

/** A link by its text, or else by selector, or else by a part of its text. */
function findLink($: cheerio.CheerioAPI, pageUrl: string, wanted: string): string {
  const words = fold(wanted)
  const links = elementsOf($).filter((one) => isLink(one))
  const found =
    links.find((one) => fold(textOf(one)) === words) ??
    (/^[\w#.[*:]/.test(wanted) ? select($, wanted) : undefined) ??
    links.find((one) => fold(textOf(one)).includes(words))
  if (found) return new URL(found.attribs.href ?? '', baseOf($, pageUrl)).href
  const expectation = `the page has the link ${wanted}`
  const cause = 'no link has this selector or text'
  throw new StepFailure({ layer: 'app', code: 'link-missing', target: bareUrl(pageUrl), expectation, cause })
}

function isLink({ tagName, attribs }: Element): boolean {
  return (tagName === 'a' || tagName === 'area') && attribs.href !== undefined
}

function select($: cheerio.CheerioAPI, selector: string): Element | undefined {
  try {
    return [...$(selector)].find((one): one is Element => 'tagName' in one && one.attribs.href !== undefined)
  } catch {
    return undefined // words that are no selector
  }
}
