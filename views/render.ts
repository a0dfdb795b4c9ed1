// Handlebars, compiled once. The file name decides escaping: `.html.hbs` escapes, `.txt.hbs` and `.sms.hbs` do not.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Handlebars from 'handlebars'
import type { Language } from './format.ts'
import type {
  ConfirmContent,
  DigestContent,
  MaintenanceContent,
  MessageContent,
  MessageEvent,
  MessagePart,
  SignInContent,
} from './messages/message.ts'

export type {
  ConfirmContent,
  CounterWords,
  DigestContent,
  MaintenanceContent,
  MessageContent,
  MessageEvent,
  MessageFallback,
  MessagePart,
  SignInContent,
} from './messages/message.ts'

export type Views = {
  /** One template by its path. */
  renderFile: (file: string, context: object) => string
  /** One of views/pages by name, without ending. Throws when the page lacks something the template prints. */
  renderPage: (name: string, page: object) => string
  renderMessage: RenderMessage
  /** `'sha256-…'` of the inlined style sheet, for a Content-Security-Policy. */
  styleSource: string
}

export type RenderMessage = {
  (event: MessageEvent, language: Language, part: MessagePart, message: MessageContent): string
  (event: 'maintenance', language: Language, part: MessagePart, message: MaintenanceContent): string
  (event: 'digest', language: Language, part: Exclude<MessagePart, 'sms'>, message: DigestContent): string
  (event: 'code', language: Language, part: 'sms', message: { rehearsal: boolean; code: string }): string
  (event: 'confirm', language: Language, part: Exclude<MessagePart, 'sms'>, message: ConfirmContent): string
  (event: 'sign-in', language: Language, part: Exclude<MessagePart, 'sms'>, message: SignInContent): string
}

type Template = (context: object) => string

const BUNDLED = fileURLToPath(new URL('.', import.meta.url))
const ENDING: Record<MessagePart, string> = { subject: 'txt', text: 'txt', html: 'html', sms: 'sms', push: 'txt' }

/** A template of an operator's own cannot be used; the message says which, why, and how to mend it. */
export class TemplateError extends Error {}

/**
 * Opens the templates. A file of the same path in `overrides` takes the place of the bundled one; throws TemplateError for one that takes
 * nothing's place or cannot be read as a template. A message of theirs that prints what is not there is sent by the bundled template
 * instead, and `broken` hears of it: a message that reads otherwise than wished is better than none.
 */
export function openViews(overrides?: string, broken: (file: string, error: Error) => void = () => {}): Views {
  const folders = overrides === undefined ? [BUNDLED] : [overrides, BUNDLED]
  if (overrides !== undefined) checkOverrides(overrides)
  const css = smaller(read(folders, 'public/style.css'))
  const engine = Handlebars.create()
  for (const file of partialFiles(folders)) {
    engine.registerPartial(partialName(file), engine.compile(read(folders, file), options(file.endsWith('.html.hbs'))))
  }
  const templates = new Map<string, Template>()
  const template = (file: string): Template => {
    const compiled = templates.get(file) ?? engine.compile(read(folders, file), options(file.endsWith('.html.hbs')))
    templates.set(file, compiled)
    return compiled
  }
  const own = (file: string, message: object) => {
    try {
      return template(file)(message)
    } catch (error) {
      broken(file, error as Error)
      return bundled.renderFile(file, message)
    }
  }
  return {
    renderFile: (file, context) => template(file)(context),
    renderPage: (name, page) => template(`pages/${name}.html.hbs`)({ ...page, css }),
    renderMessage: (event: string, language: string, part: MessagePart, message: object) => {
      const file = messageFile(folders, event, part, language)
      const text = overrides === undefined ? template(file)(message) : own(file, message)
      return part === 'text' || part === 'html' ? tidy(text) : oneLine(text)
    },
    styleSource: `'sha256-${createHash('sha256').update(css).digest('base64')}'`,
  }
}

function checkOverrides(folder: string): void {
  if (!existsSync(folder)) throw new TemplateError(`There is no folder ${folder}. Make it, or leave the setting out.`)
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.hbs'))
  for (const file of files.map((file) => file.replaceAll('\\', '/'))) {
    if (!existsSync(join(BUNDLED, file))) {
      const known = readdirSync(join(BUNDLED, 'messages')).filter((name) => !name.includes('.'))
      throw new TemplateError(
        `${join(folder, file)} takes the place of no template. They are called like messages/opened/sms.ko.sms.hbs; folders of messages: ${known.join(', ')}.`,
      )
    }
    try {
      Handlebars.parse(readFileSync(join(folder, file), 'utf8'))
    } catch (error) {
      throw new TemplateError(`${join(folder, file)}: ${(error as Error).message}`)
    }
  }
}

const bundled = openViews()

/** With the bundled templates. */
export const renderPage: Views['renderPage'] = bundled.renderPage
/** With the bundled templates. `subject` and `sms` are one line. */
export const renderMessage: Views['renderMessage'] = bundled.renderMessage
export const styleSource: string = bundled.styleSource

/** What is not written in easy words is in the usual ones: a subject says no more than the title of the incident. */
function messageFile(folders: string[], event: string, part: MessagePart, language: string): string {
  const fileIn = (language: string) => `messages/${event}/${part}.${language}.${ENDING[part]}.hbs`
  const file = fileIn(language)
  if (language !== 'easy' || folders.some((folder) => existsSync(join(folder, file)))) return file
  return fileIn('ko')
}

function options(escapes: boolean): CompileOptions {
  return { strict: true, knownHelpersOnly: true, noEscape: !escapes, preventIndent: true }
}

function partialFiles(folders: string[]): string[] {
  const found = ['layouts', 'partials', 'messages/parts'].flatMap((kind) =>
    folders.flatMap((folder) =>
      existsSync(join(folder, kind)) ? readdirSync(join(folder, kind)).map((file) => `${kind}/${file}`) : [],
    ),
  )
  return [...new Set(found)].filter((file) => file.endsWith('.hbs'))
}

/** `details-ko` of a page or an HTML mail, `details-ko-text` of a mail's text. */
function partialName(file: string): string {
  return file.replace(/^.*\//, '').replace('.html.hbs', '').replace('.txt.hbs', '-text')
}

function read(folders: string[], file: string): string {
  const folder = folders.find((candidate) => existsSync(join(candidate, file)))
  if (folder === undefined) throw new Error(`There is no template ${file} in ${folders.join(' or ')}.`)
  return readFileSync(join(folder, file), 'utf8')
}

/** The style sheet goes into every page, so comments and spare blanks go. */
function smaller(css: string): string {
  return css
    .replace(/\/\*.*?\*\//gs, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?([{};,]) ?/g, '$1')
    .replace(/: /g, ':')
    .trim()
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}

function tidy(text: string): string {
  return `${text.replace(/\n{3,}/g, '\n\n').trim()}\n`
}
