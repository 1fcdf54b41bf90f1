import { useQuery } from '@tanstack/react-query';
import { apiClient } from '../../../transport/api-client';
import { isCatalog, isVehicleList } from '../catalog';
import type { CatalogEntry, Vehicle } from '../catalog';

const RECOVERY_MS = 5_000;

async function listOf<Item>(path: string, isList: (value: unknown) => value is { items: Item[] }, signal: AbortSignal) {
  const { data } = await apiClient.get<unknown>(path, { signal });
  if (!isList(data)) {
    throw new Error(`The server answered ${path} with something that is no such list.`);
  }
  return data.items;
}

function useChoices<Item>(path: string, isList: (value: unknown) => value is { items: Item[] }) {
  return useQuery({
    queryKey: ['choices', path],
    queryFn: ({ signal }) => listOf(path, isList, signal),
    refetchInterval: ({ state }) => (state.status === 'error' ? RECOVERY_MS : false),
  });
}

export function useVehicles() {
  return useChoices<Vehicle>('/vehicles', isVehicleList);
}

export function useCatalog() {
  return useChoices<CatalogEntry>('/catalog', isCatalog);
}
