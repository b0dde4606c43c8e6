/** An export with several lists of entries, as one JSON file or as a text file for each. */
export interface SectionedExport<Section extends string = string> {
  /** The provider of the files: `TikTok`. */
  readonly provider: string
  /** The contents of the sections: `watch history, likes and searches`. */
  readonly what: string
  /** The name of the JSON file, for a file whose beginning has none of `signs`. */
  readonly names: RegExp
  /** The names to show the person: `user_data_tiktok.json or Watch History.txt`. */
  readonly lookFor: string
  readonly sections: Readonly<Record<Section, SectionPlace>>
  /** The members by which the JSON file is recognized, by their paths: `[['Your Activity']]`. Those that lead to the sections are known. */
  readonly signs: readonly (readonly string[])[]
  /** `YYYY-MM-DD`: earlier times are impossible. */
  readonly firstDate: string
  /** What text files of the provider contain and others do not: the address of its site. */
  readonly mark: RegExp
}

/** Where a section is found. */
export interface SectionPlace {
  /** The paths of its lists in the JSON file by member names: `['*', 'Watch History', 'VideoList']`. The name `*` is any name. */
  readonly lists: readonly (readonly string[])[]
  /** The names of its text files in all known languages, without their ending. Contents of sections are alike, so nothing else tells them. */
  readonly texts: readonly string[]
}

/** All sections with their places. */
export function placesOf<Section extends string>({
  sections,
}: Pick<SectionedExport<Section>, 'sections'>): readonly (readonly [Section, SectionPlace])[] {
  return Object.entries(sections) as unknown as readonly (readonly [Section, SectionPlace])[]
}

/** The section of a text file by its name; `undefined` for another file. Browsers number downloads: `Like List (1).txt`. */
export function sectionOfText<Section extends string>(
  source: Pick<SectionedExport<Section>, 'sections'>,
  filename: string,
): Section | undefined {
  const [, name] = /^(.*?)(?: \(\d+\))?\.txt$/i.exec(filename.split('/').at(-1) ?? '') ?? []
  if (name === undefined) return undefined
  const found = placesOf(source).find(([, { texts }]) => texts.some((text) => folded(text) === folded(name)))
  return found?.[0]
}

/** macOS decomposes letters with accents, and apostrophes are typographic or not. */
function folded(name: string): string {
  return name.normalize('NFC').replace(/[’‘]/g, "'").toLowerCase()
}

/** Whether a member of a JSON file tells that it is such an export. */
export function isSign({ sections, signs }: SectionedExport, path: readonly string[]): boolean {
  const isAt = (place: readonly string[]) =>
    place.length === path.length && place.every((name, index) => name === '*' || name === path[index])
  return (
    signs.some(isAt) ||
    placesOf({ sections }).some(([, { lists }]) => lists.some((list) => isAt(list.slice(0, -1))))
  )
}
