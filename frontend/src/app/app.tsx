export function App() {
  return <main>SOVD Command</main>;
}
