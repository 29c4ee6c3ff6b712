import { testStore } from '../testing/store-contract.ts';
import { type Disk, MemoryStore } from './memory.ts';

testStore<Disk>(
  'Memory',
  async (disk) => new MemoryStore(disk),
  () => new Map(),
);
