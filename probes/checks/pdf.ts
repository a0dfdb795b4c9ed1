import { fileURLToPath } from 'node:url'

/** The text of all pages, one line per printed line, and how many pages there are. */
export type PdfText = { pages: number; text: string }

const MAX_PAGES = 50

/** Opens a PDF and reads its text; loaded only when a flow gets a document. Rejects when it cannot be opened. */
export async function readPdf(bytes: Uint8Array): Promise<PdfText> {
  const pdfjs = await import('pdfjs-dist/legacy/build/pdf.mjs')
  const folder = new URL('.', import.meta.resolve('pdfjs-dist/package.json'))
  const loading = pdfjs.getDocument({
    data: new Uint8Array(bytes), // pdfjs takes the buffer away from its caller
    verbosity: pdfjs.VerbosityLevel.ERRORS,
    disableFontFace: true,
    useSystemFonts: false,
    cMapUrl: fileURLToPath(new URL('cmaps/', folder)),
    cMapPacked: true,
    standardFontDataUrl: fileURLToPath(new URL('standard_fonts/', folder)),
  })
  try {
    const pdf = await loading.promise
    const lines: string[] = []
    for (let number = 1; number <= Math.min(pdf.numPages, MAX_PAGES); number++) {
      const content = await (await pdf.getPage(number)).getTextContent()
      for (const item of content.items) if ('str' in item) lines.push(item.str, item.hasEOL ? '\n' : '')
      lines.push('\n')
    }
    return { pages: pdf.numPages, text: lines.join('') }
  } finally {
    await loading.destroy()
  }
}
