import { field, fields } from '@tributary/integration-kit'

/** The administrator's form. */
export const settings = fields({
  apiKey: field.secret({
    label: 'API key or read access token',
    help: 'https://www.themoviedb.org/settings/api',
    env: 'TMDB_API_KEY',
  }),
  language: field.text({
    label: 'Language',
    description:
      'In which titles are searched and genres are named: en-US, de-DE. A title whose language is known is searched in it.',
    default: 'en-US',
    pattern: '^[a-z]{2}(-[A-Z]{2})?$',
    env: 'TMDB_LANGUAGE',
  }),
})
