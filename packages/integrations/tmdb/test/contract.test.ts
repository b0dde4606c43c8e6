import { testIntegration } from '@tributary/testkit'
import { tmdb } from '../src/index.ts'

testIntegration(tmdb, {})
