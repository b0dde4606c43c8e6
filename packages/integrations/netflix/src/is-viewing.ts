// "Trailer: Dark", "Season 2 Clip 3: Sex Education": the first piece only, an episode may be called "The Clip".
const PROMOTION = /^(?:Season \d+ |Official )?(?:Clip|Trailer|Teaser)(?: \d+)?: /

/** Whether the title is of something a person chose to watch, and not a preview that Netflix lists among it. */
export function isViewing(title: string): boolean {
  return !title.includes('_hook_') && !PROMOTION.test(title)
}
