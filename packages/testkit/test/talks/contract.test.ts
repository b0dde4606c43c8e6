import { testIntegration } from '../../src/index.ts'
import { talks } from './talks.ts'
import { startTalks } from './talks-simulator.ts'

testIntegration(talks, { provider: startTalks })
