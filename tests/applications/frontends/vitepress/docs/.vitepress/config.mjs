export default { title: 'Manual', cleanUrls: true, themeConfig: { sidebar: [{ text: 'Guide', link: '/guide/start' }] } };
