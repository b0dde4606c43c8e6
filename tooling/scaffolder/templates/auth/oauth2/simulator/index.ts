export {
  createExampleServiceSimulator,
  type ExampleServiceSimulatorOptions,
} from './create-example-service-simulator.ts'
