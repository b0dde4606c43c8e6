/**
 * The imported sections of an export: their lists in the JSON file, whose roots TikTok has renamed and moved (`Activity`, `Your Activity`,
 * `Likes and Favorites`), and their text files, in English of two times and in Dutch. `VideoList` alone does not tell: that of `Posts` has
 * the person's own videos.
 */
const SECTIONS = {
  view: {
    lists: [
      ['*', 'Watch History', 'VideoList'],
      ['*', 'Video Browsing History', 'VideoList'],
    ],
    texts: ['Watch History', 'Video Browsing History', 'Browsing History', 'Kijkgeschiedenis'],
  },
  like: {
    lists: [['*', 'Like List', 'ItemFavoriteList']],
    texts: ['Like List', 'Likelijst'],
  },
  favorite: {
    lists: [['*', 'Favorite Videos', 'FavoriteVideoList']],
    texts: ['Favorite Videos', "Favoriete video's"],
  },
  search: {
    lists: [
      ['*', 'Searches', 'SearchList'],
      ['*', 'Search History', 'SearchList'],
    ],
    texts: ['Searches', 'Search History', 'Zoekopdrachten'],
  },
} as const

export type Section = keyof typeof SECTIONS

/** The data export of TikTok, as JSON or as text. */
export const EXPORT = {
  provider: 'TikTok',
  what: 'watch history, likes and searches',
  names: /^user_data(_tiktok)?[^/]*\.json$/i,
  lookFor:
    'user_data_tiktok.json, or in English or Dutch Watch History.txt, Like List.txt and Searches.txt. Request your data as JSON for other languages',
  sections: SECTIONS,
  /** Comments and messages may fill the beginning of the file. */
  signs: [
    ['Comment', 'Comments'],
    ['Comment', 'CommentsList'],
    ['Direct Message', 'Direct Messages'],
    ['Direct Messages', 'Chat History'],
    ['Income+ Wallet'],
    ['Likes and Favorites'],
    ['Profile And Settings'],
    ['TikTok Live'],
    ['Tiktok Live'],
    ['TikTok Shop'],
    ['Tiktok Shopping'],
    ['Your Activity'],
    ['Activity', 'Favorite Effects'],
    ['Activity', 'Favorite HashTags'],
    ['Activity', 'Favorite Sounds'],
  ],
  // The accounts of musical.ly, of 2014, have become those of TikTok.
  firstDate: '2014-01-01',
  mark: /https?:\/\/(?:\w+\.)?tiktokv?\.com\//,
}

/** How TikTok writes a value that it does not have. */
export const NO_VALUE = /^(?:n\/a|n\.v\.t\.|none|)$/i
