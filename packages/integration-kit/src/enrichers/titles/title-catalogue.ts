/** A film or series of a provider. */
export interface CatalogueTitle {
  /** As `matchedId` of a work has it: `tv/70523`. */
  readonly id: string
  readonly kind: 'movie' | 'series'
  /** In the language that was asked for, and the original one. */
  readonly titles: readonly string[]
  /** ISO 3166; empty where they are unknown. */
  readonly countries: readonly string[]
  /** Larger is more popular. It only orders equals. */
  readonly popularity: number
}

/** An episode of a series. */
export interface CatalogueEpisode {
  readonly season: number
  readonly number: number
  /** `''` where it has none. */
  readonly name: string
  readonly runtimeMinutes: number | undefined
}

/**
 * What a provider knows of films and series, as `matchTitle` asks for it: each answer once for a batch, so an implementation should keep
 * what it has read. Languages are BCP 47. An error ends the search.
 */
export interface TitleCatalogue<Title extends CatalogueTitle = CatalogueTitle> {
  /** Films and series by a title, whatever else the provider has of that name. */
  search(title: string, language: string): Promise<readonly Title[]>
  /** By the id that a person has entered; `undefined` for none. */
  title(id: string, language: string): Promise<Title | undefined>
  /** The numbers of the seasons of a series; 0 is that of specials. */
  seasons(series: Title): Promise<readonly number[]>
  /** Of a season; none of one that the provider does not have. */
  episodes(series: Title, season: number, language: string): Promise<readonly CatalogueEpisode[]>
}
