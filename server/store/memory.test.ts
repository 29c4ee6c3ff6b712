import { testSearch } from '../testing/search-contract.ts';
import { testStore } from '../testing/store-contract.ts';
import { type Disk, MemoryStore } from './memory.ts';

const open = async (disk: Disk) => new MemoryStore(disk);
const newPlace = (): Disk => new Map();

testStore('Memory', open, newPlace);
testSearch('Memory', open, newPlace);
