/** What a person enters, and where it is found. */
export const HOW_TO = [
  'Enter the name from the address of your profile: https://www.last.fm/user/NAME.',
  'Under Settings > Privacy at Last.fm, "Hide recent listening" must be off.',
] as const

/** What is known of Last.fm as of November 2026. */
export const FACTS = {
  notes: [
    'A profile that hides its recent listening cannot be read.',
    'A sync reads the last 7 days. After an import of older scrobbles there, sync their dates.',
  ],
} as const
