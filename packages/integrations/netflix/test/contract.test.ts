import { readFileSync } from 'node:fs'
import { testIntegration } from '@tributary/testkit'
import { netflix } from '../src/index.ts'

const fixture = (name: string) => readFileSync(new URL(`fixtures/${name}`, import.meta.url))

testIntegration(netflix, {
  files: [
    {
      name: 'the quick file of the United States',
      content: fixture('synthetic_NetflixViewingHistory_us.csv'),
      records: 6,
    },
    {
      name: 'the quick file of Germany',
      content: fixture('synthetic_NetflixViewingHistory_de.csv'),
      records: 2,
    },
    { name: 'the file of the full request', content: fixture('synthetic_ViewingActivity.csv'), records: 2 },
    {
      name: 'a file with rows without a title',
      content: fixture('synthetic_NetflixViewingHistory_blank_titles.csv'),
      records: 2,
      rejected: 2,
    },
    {
      name: 'a file whose lines end on CR',
      content: fixture('synthetic_NetflixViewingHistory_cr.csv'),
      records: 2,
    },
    {
      name: 'a full file with odd fields',
      content: fixture('synthetic_ViewingActivity_odd_fields.csv'),
      options: { timeZone: 'Europe/Berlin' },
      records: 4,
    },
    {
      name: 'an ambiguous file with the order chosen',
      content: 'Title,Date\n"A","1/2/25"\n',
      options: { dateOrder: 'dmy' },
      records: 1,
    },
  ],
  badFiles: [
    { name: 'an open quote', content: 'Title,Date\n"A","1/20/25"\n"B,"1/19/25"\n', message: /quot/, line: 3 },
    { name: 'an ambiguous file', content: 'Title,Date\n"A","1/2/25"\n', message: /dateOrder/ },
    {
      name: 'a month of Korean dates',
      content: fixture('synthetic_NetflixViewingHistory_kr_one_month.csv'),
      message: /2022-06-25 \(dmy\) or 2025-06-22 \(ymd\)/,
      line: 2,
    },
  ],
})
