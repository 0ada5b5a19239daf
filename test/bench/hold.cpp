// The hold model on std::priority_queue, the reference of hold.bench.ts: the same times, the same order, the same hash.
// usage: hold SIZE WARM HOLDS; increments as int32 on stdin; prints CPU ns and the hash.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <queue>
#include <vector>

struct Event {
  int64_t t;
  uint64_t seq;
  int32_t slot;
};

struct Later {
  bool operator()(const Event& a, const Event& b) const { return a.t != b.t ? a.t > b.t : a.seq > b.seq; }
};

static std::vector<int32_t> readIncrements() {
  std::vector<int32_t> all(1 << 20);
  all.resize(fread(all.data(), sizeof(int32_t), all.size(), stdin));
  return all;
}

int main(int, char** argv) {
  const int size = atoi(argv[1]), warm = atoi(argv[2]), holds = atoi(argv[3]);
  const std::vector<int32_t> increments = readIncrements();
  const size_t mask = increments.size() - 1;
  std::priority_queue<Event, std::vector<Event>, Later> queue;
  uint64_t seq = 0;
  size_t i = 0;
  uint32_t hash = 0;
  for (int slot = 0; slot < size; slot++) queue.push({increments[i++ & mask], seq++, slot});

  auto hold = [&](int n) {
    while (n-- > 0) {
      const Event event = queue.top();
      queue.pop();
      hash = (hash ^ static_cast<uint32_t>(event.slot)) * 0x01000193u;
      queue.push({event.t + increments[i++ & mask], seq++, event.slot});
    }
  };
  hold(warm);
  hash = 0;
  const clock_t before = clock();
  hold(holds);
  const double ns = double(clock() - before) * 1e9 / CLOCKS_PER_SEC;
  printf("{\"ns\": %.0f, \"hash\": %d}\n", ns, static_cast<int32_t>(hash));
}
