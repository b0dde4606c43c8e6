import type { ApiChange } from './compare-documents.ts'

const UNRELEASED = '## Unreleased'

/** The breaking changes that are missing in the changelog's section of the next release. */
export function undeclared(changes: readonly ApiChange[], changelog: string): string[] {
  const declared = new Set(linesOf(sectionOf(changelog)))
  return changes.filter(({ breaking, what }) => breaking && !declared.has(what)).map(({ what }) => what)
}

/** The changelog with the section of the next release replaced. */
export function withUnreleased(changelog: string, changes: readonly ApiChange[]): string {
  const begin = changelog.indexOf(UNRELEASED)
  if (begin < 0) throw new Error(`the changelog has no section "${UNRELEASED}"`)
  const end = nextSection(changelog, begin)
  return `${changelog.slice(0, begin)}${UNRELEASED}\n\n${textOf(changes)}\n${changelog.slice(end)}`
}

/** The changelog with that section renamed to its release, and an empty one for the next. */
export function withRelease(
  changelog: string,
  release: { readonly version: string; readonly date: string },
): string {
  const title = `## ${release.version} (${release.date})`
  return changelog.replace(UNRELEASED, `${UNRELEASED}\n\nNo changes.\n\n${title}`)
}

function textOf(changes: readonly ApiChange[]): string {
  if (changes.length === 0) return 'No changes.\n'
  const parts = [
    ['### Breaking', changes.filter(({ breaking }) => breaking)],
    ['### Added and changed', changes.filter(({ breaking }) => !breaking)],
  ] as const
  return parts
    .filter(([, list]) => list.length > 0)
    .map(([title, list]) => `${title}\n\n${list.map(({ what }) => `- ${what}\n`).join('')}`)
    .join('\n')
}

function sectionOf(changelog: string): string {
  const begin = changelog.indexOf(UNRELEASED)
  return begin < 0 ? '' : changelog.slice(begin, nextSection(changelog, begin))
}

function nextSection(changelog: string, begin: number): number {
  const next = changelog.indexOf('\n## ', begin + UNRELEASED.length)
  return next < 0 ? changelog.length : next + 1
}

function linesOf(section: string): string[] {
  return section.split('\n').flatMap((line) => (line.startsWith('- ') ? [line.slice(2)] : []))
}
