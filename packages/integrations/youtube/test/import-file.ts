import type { EventRecord, MediaRecord, Page } from '@tributary/integration-kit'
import { collectPages, type FileRun } from '@tributary/testkit'
import { searchHistory, watchHistory } from '../src/streams.ts'

type Run = Omit<FileRun, 'content'>

/** The members of a row of JSON that a test is not about. */
const USUAL = {
  header: 'YouTube',
  title: 'Watched A',
  time: '2026-07-12T18:04:54.321Z',
  products: ['YouTube'],
}

export function jsonOf(...entries: readonly object[]): string {
  return JSON.stringify(entries.map((entry) => ({ ...USUAL, ...entry })))
}

/** An HTML file of rows, each given by its body cell and the texts of its caption after the products. */
export function htmlOf(
  ...rows: readonly { readonly body: string; readonly header?: string; readonly caption?: string }[]
) {
  const markup = rows.map(
    ({ body, header = 'YouTube', caption = '<b>?</b><br>&emsp;YouTube watch history' }) =>
      `<div class="outer-cell mdl-cell"><div class="mdl-grid"><div class="header-cell"><p class="mdl-typography--title">${header}<br></p></div><div class="content-cell mdl-typography--body-1">${body}</div><div class="content-cell mdl-typography--body-1 mdl-typography--text-right"></div><div class="content-cell mdl-typography--caption"><b>P</b><br>&emsp;YouTube<br>${caption}</div></div></div>`,
  )
  return `<html><body><div class="mdl-grid">${markup.join('')}</div></body></html>`
}

/** A watched row of HTML with the time as given. */
export function watchedAt(time: string) {
  return { body: `<a href="https://www.youtube.com/watch?v=AAAAAAAAA01">A</a><br>${time}<br>` }
}

export async function watchPages(content: FileRun['content'], run: Run = {}): Promise<Page<MediaRecord>[]> {
  return collectPages(watchHistory, { content, ...run })
}

export async function watches(content: FileRun['content'], run: Run = {}): Promise<MediaRecord[]> {
  return (await watchPages(content, run)).flatMap((page) => page.records)
}

export async function searches(content: FileRun['content'], run: Run = {}): Promise<EventRecord[]> {
  return (await collectPages(searchHistory, { content, ...run })).flatMap((page) => page.records)
}

/** How many rows were skipped. */
export async function skippedIn(content: FileRun['content'], run: Run = {}): Promise<number> {
  return (await watchPages(content, run)).reduce((sum, { skipped = 0 }) => sum + skipped, 0)
}
