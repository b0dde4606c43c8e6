export { googleConfig, googleOAuth, googleSetup } from './google/google-client.ts'
export { type GoogleError, googleErrorIn } from './google/google-error.ts'
export { GOOGLE_FACTS, GOOGLE_NOTES } from './google/google-facts.ts'
export { nextPageToken } from './google/next-page-token.ts'
