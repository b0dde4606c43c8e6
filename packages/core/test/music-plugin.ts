import { Type } from 'typebox'
import { answering, plugin } from './boot-plugins.ts'

const Track = Type.Object(
  { id: Type.String(), artists: Type.Array(Type.Object({ name: Type.String() }, { title: 'Artist' })) },
  { title: 'Track' },
)

export const music = plugin('music', {
  configureRoutes: () => ({
    routes: async (app) => {
      app.get('/tracks/:id', { schema: { summary: 'Read a track', response: { 200: Track } } }, () => ({
        id: '1',
        artists: [],
      }))
      app.post(
        '/tracks',
        { schema: { summary: 'Add a track', body: Track, response: { 201: Track } } },
        () => ({ id: '1', artists: [] }),
      )
    },
    public: answering('/charts'),
  }),
  openapiSchema: () => ({
    description: 'What you hear.',
    externalDocs: { url: 'https://example.org/music' },
  }),
})
