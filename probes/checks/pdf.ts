// Opens PDFs with PDFium, the library that browsers print by. It takes a seventh of the time that one written in JavaScript does.
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { init, type WrappedPdfiumModule } from '@embedpdf/pdfium'

/** The text of all pages, one line per printed line, and how many pages there are. */
export type PdfText = { pages: number; text: string }

const MAX_PAGES = 50
/** FPDF_ERR_* of fpdfview.h. */
const ERRORS: Record<number, string> = {
  3: 'not a PDF, or corrupted',
  4: 'a password is needed',
  5: 'unknown security',
}

/** Opens a PDF and reads its text; PDFium is loaded when the first document comes. Rejects when it cannot be opened. */
export async function readPdf(bytes: Uint8Array): Promise<PdfText> {
  loading ??= load()
  const library = await loading
  return withBytes(library, bytes, (at) => {
    const pdf = library.FPDF_LoadMemDocument(at, bytes.length, '')
    if (!pdf) {
      const code = library.FPDF_GetLastError()
      throw new Error(ERRORS[code] ?? `PDFium error ${code}`)
    }
    try {
      const pages = library.FPDF_GetPageCount(pdf)
      const texts = Array.from({ length: Math.min(pages, MAX_PAGES) }, (_, index) => pageText(library, pdf, index))
      return { pages, text: texts.join('\n') }
    } finally {
      library.FPDF_CloseDocument(pdf)
    }
  })
}

let loading: Promise<WrappedPdfiumModule> | undefined

async function load(): Promise<WrappedPdfiumModule> {
  const file = await readFile(fileURLToPath(import.meta.resolve('@embedpdf/pdfium/pdfium.wasm')))
  const library = await init({ wasmBinary: new Uint8Array(file).buffer })
  library.PDFiumExt_Init()
  return library
}

/** A page that cannot be loaded has no text. */
function pageText(library: WrappedPdfiumModule, pdf: number, index: number): string {
  const page = library.FPDF_LoadPage(pdf, index)
  if (!page) return ''
  const text = library.FPDFText_LoadPage(page)
  try {
    const length = text ? library.FPDFText_CountChars(text) : 0
    return length > 0 ? readText(library, text, length) : ''
  } finally {
    if (text) library.FPDFText_ClosePage(text)
    library.FPDF_ClosePage(page)
  }
}

function readText(library: WrappedPdfiumModule, text: number, length: number): string {
  return withBytes(library, new Uint8Array((length + 1) * 2), (at) => {
    library.FPDFText_GetText(text, 0, length, at)
    return library.pdfium.UTF16ToString(at).replace(/\r\n?/g, '\n')
  })
}

/** Gives `work` the address of a copy of `bytes` inside the library's memory. */
function withBytes<T>({ pdfium }: WrappedPdfiumModule, bytes: Uint8Array, work: (at: number) => T): T {
  const at = pdfium.wasmExports.malloc(bytes.length)
  try {
    // its types leave out the memory that every such module exports
    const { memory } = pdfium.wasmExports as unknown as { memory: { buffer: ArrayBuffer } }
    new Uint8Array(memory.buffer, at, bytes.length).set(bytes)
    return work(at)
  } finally {
    pdfium.wasmExports.free(at)
  }
}
