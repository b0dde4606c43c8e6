/** Suffixes of titles that tell country versions apart → ISO 3166, as in `origin_country`. Letters only, in lower case. */
export const COUNTRIES: Readonly<Record<string, string>> = {
  uk: 'GB',
  us: 'US',
  usa: 'US',
  au: 'AU',
  australia: 'AU',
  ca: 'CA',
  canada: 'CA',
  nz: 'NZ',
  ie: 'IE',
  de: 'DE',
  germany: 'DE',
  fr: 'FR',
  france: 'FR',
  es: 'ES',
  spain: 'ES',
  it: 'IT',
  in: 'IN',
  india: 'IN',
  jp: 'JP',
  japan: 'JP',
  kr: 'KR',
  korea: 'KR',
  mx: 'MX',
  br: 'BR',
}

/** Number words of episodes: "Part Two". */
export const NUMBER_WORDS: Readonly<Record<string, string>> = {
  one: '1',
  two: '2',
  three: '3',
  four: '4',
  five: '5',
  six: '6',
  seven: '7',
  eight: '8',
  nine: '9',
  ten: '10',
}

/** Names of episodes that any series has, folded: they prove nothing about the series. The number is in group 1. */
export const GENERIC_EPISODE =
  /^(?:pilot|finale|(?:(?:episode|part|chapter|folge|teil|kapitel|episodio|parte|capitulo|partie|chapitre|aflevering|odcinek) )?(\d+))$/
