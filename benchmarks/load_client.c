/* A load client that costs little: one epoll loop, N WebSockets, K posting connections.

   It posts M messages, each by the next person, keeping W on their way, and checks every member against every message.
   Usage: load_client PORT PATH N M W RATE PEOPLE_FILE ORIGIN AFTER
     PATH         /r/CODE, so that it posts to PATH/messages/ and listens at /ws PATH/
     RATE         messages a second, or 0 for a closed loop: the next when one is answered
     PEOPLE_FILE  one line a person: the value of the Cookie header
     ORIGIN       as the server expects it
     AFTER        the number after which to listen
   Prints "ready", waits for a line, works, prints "done", waits for a line, prints one JSON object. */
#include "wire.h"

#define TEXT_SIZE 120
#define MOST_PEOPLE 4096
#define CSRF "abcdefghijklmnopqrstuvwxyzABCDEF"

typedef struct {
    int fd, is_poster, number, is_up, busy;
    uint64_t order; /* a digest of the sequence in which the messages came */
    unsigned char *seen;
    float *waited; /* milliseconds, one a message */
    int got;
    Buffer in;
} Client;

static int poller, port, members, messages, posters, people;
static const char *path, *origin, *after;
static char (*cookies)[512];
static int64_t *posted_at;
static long lost, doubled, refused, closed_early;
static int answered, posted, up;

static int connect_to_server(void) {
    struct sockaddr_in place = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(fd, (struct sockaddr *)&place, sizeof place)) die("connect");
    set_nonblocking(fd);
    return fd;
}

static void watch(Client *client) {
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = client};
    epoll_ctl(poller, EPOLL_CTL_ADD, client->fd, &event);
}

static void say(int fd, const char *text, size_t size) {
    while (size) {
        ssize_t sent = send(fd, text, size, MSG_NOSIGNAL);
        if (sent < 0 && errno == EAGAIN) continue;
        if (sent < 0) die("send");
        text += sent, size -= (size_t)sent;
    }
}

static void knock(Client *client) {
    char request[2048];
    int size = snprintf(request, sizeof request,
                        "GET /ws%s/?after=%s HTTP/1.1\r\nHost: localhost:%d\r\nOrigin: %s\r\nCookie: %s\r\n"
                        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
                        path, after, port, origin, cookies[client->number]);
    say(client->fd, request, (size_t)size);
}

/* The text is "#NUMBER " and padding; receivers look the number's time up in posted_at. */
static void post(Client *client) {
    char body[1024], request[4096], text[TEXT_SIZE + 1];
    int size = snprintf(text, sizeof text, "#%d ", posted);
    memset(text + size, 'a', (size_t)(TEXT_SIZE - size));
    text[TEXT_SIZE] = 0;
    size = snprintf(body, sizeof body, "csrfmiddlewaretoken=%s&cid=%08x-0000-4000-8000-%012x&text=%s", CSRF,
                    (unsigned)(now_ns() & 0xffffffff), posted, text);
    int whole = snprintf(request, sizeof request,
                         "POST %s/messages/ HTTP/1.1\r\nHost: localhost:%d\r\nOrigin: %s\r\n"
                         "Cookie: %s; csrftoken=%s\r\nAccept: application/json\r\n"
                         "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s",
                         path, port, origin, cookies[posted % people], CSRF, size, body);
    posted_at[posted++] = now_ns();
    client->busy = 1;
    say(client->fd, request, (size_t)whole);
}

static void hear(Client *client, const char *body, size_t size) {
    const char *found = memmem(body, size, "\"#", 2);
    if (!found) return;
    int number = atoi(found + 2);
    if (number < 0 || number >= messages) return;
    if (client->seen[number]++) {
        doubled++;
        return;
    }
    client->waited[client->got++] = (float)(now_ns() - posted_at[number]) / 1e6f;
    client->order = client->order * 1000003 + (uint64_t)number + 1;
}

static void read_frames(Client *client) {
    size_t at = 0, header, body;
    int opcode;
    while (frame_at(client->in.data + at, client->in.used - at, &header, &body, &opcode)) {
        if (opcode == 1) hear(client, client->in.data + at + header, body);
        if (opcode == 9) say(client->fd, "\x8a\x80\0\0\0\0", 6); /* an empty pong; nobody waits for it */
        at += header + body;
    }
    if (at) consume(&client->in, at);
}

static int read_answer(Client *client) {
    char *end = strstr(client->in.data, "\r\n\r\n"), *length;
    if (!end) return 0;
    size_t head = (size_t)(end + 4 - client->in.data), body = 0;
    if (!client->is_poster) {
        if (strncmp(client->in.data, "HTTP/1.1 101", 12)) die(client->in.data);
        client->is_up = 1;
        up++;
        consume(&client->in, head);
        return 1;
    }
    if ((length = strcasestr(client->in.data, "Content-Length: "))) body = (size_t)atol(length + 16);
    if (strcasestr(client->in.data, "chunked") && !strstr(end, "0\r\n\r\n")) return 0;
    if (strcasestr(client->in.data, "chunked")) body = client->in.used - head;
    if (client->in.used < head + body) return 0;
    if (strncmp(client->in.data, "HTTP/1.1 201", 12) && refused++ == 0) fprintf(stderr, "%.600s\n", client->in.data);
    consume(&client->in, head + body);
    client->busy = 0;
    answered++;
    return 1;
}

static void serve(Client *client) {
    if (!fill(client->fd, &client->in)) {
        closed_early++;
        epoll_ctl(poller, EPOLL_CTL_DEL, client->fd, NULL);
        return;
    }
    if (client->is_poster || !client->is_up)
        while (client->in.used && (client->is_poster || !client->is_up) && read_answer(client)) {
        }
    if (client->is_up) read_frames(client);
}

static void wait_and_serve(int milliseconds) {
    struct epoll_event ready[512];
    int n = epoll_wait(poller, ready, 512, milliseconds);
    for (int i = 0; i < n; i++) serve(ready[i].data.ptr);
}

static Client *client_at(int number, int is_poster) {
    Client *client = calloc(1, sizeof *client);
    client->number = number;
    client->is_poster = is_poster;
    client->fd = connect_to_server();
    client->seen = calloc((size_t)messages + 1, 1);
    client->waited = calloc((size_t)messages + 1, sizeof(float));
    append(&client->in, "", 0);
    watch(client);
    return client;
}

static void read_people(const char *name) {
    FILE *file = fopen(name, "r");
    if (!file) die(name);
    cookies = calloc(MOST_PEOPLE, sizeof *cookies);
    while (people < MOST_PEOPLE && fgets(cookies[people], sizeof *cookies, file)) {
        cookies[people][strcspn(cookies[people], "\n")] = 0;
        people++;
    }
    fclose(file);
}

static int by_size(const void *a, const void *b) {
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

static float part(float *sorted, long count, double share) {
    return count ? sorted[(long)((double)(count - 1) * share)] : 0;
}

static void report(Client **all, double seconds) {
    long deliveries = 0, other_order = 0;
    float *every = malloc(sizeof(float) * (size_t)(members * messages + 1)), slowest = 0;
    for (int m = 0; m < members; m++) {
        Client *client = all[m];
        for (int i = 0; i < messages; i++) lost += client->seen[i] == 0;
        other_order += client->order != all[0]->order;
        memcpy(every + deliveries, client->waited, sizeof(float) * (size_t)client->got);
        deliveries += client->got;
        qsort(client->waited, (size_t)client->got, sizeof(float), by_size);
        float p99 = part(client->waited, client->got, .99);
        if (p99 > slowest) slowest = p99;
    }
    qsort(every, (size_t)deliveries, sizeof(float), by_size);
    printf("{\"members\":%d,\"messages\":%d,\"deliveries\":%ld,\"lost\":%ld,\"doubled\":%ld,\"other_order\":%ld,"
           "\"refused\":%ld,\"closed\":%ld,\"seconds\":%.4f,\"p50\":%.2f,\"p99\":%.2f,\"slowest_p99\":%.2f}\n",
           members, messages, deliveries, lost, doubled, other_order, refused, closed_early, seconds,
           part(every, deliveries, .5), part(every, deliveries, .99), slowest);
}

static int everything_came(Client **all) {
    for (int m = 0; m < members; m++)
        if (all[m]->got < messages) return 0;
    return answered >= messages;
}

int main(int count, char **words) {
    if (count != 10) return 2;
    port = atoi(words[1]), path = words[2], members = atoi(words[3]), messages = atoi(words[4]);
    posters = atoi(words[5]);
    double rate = atof(words[6]);
    origin = words[8], after = words[9];
    allow_many_files();
    read_people(words[7]);
    posted_at = calloc((size_t)messages + 1, sizeof *posted_at);
    poller = epoll_create1(0);
    Client **all = calloc((size_t)members + 1, sizeof *all), **hands = calloc((size_t)posters, sizeof *hands);
    for (int m = 0; m < members; m++) {
        knock(all[m] = client_at(m, 0));
        while (m - up > 32) wait_and_serve(1000);
    }
    while (up < members) wait_and_serve(1000);
    for (int k = 0; k < posters; k++) hands[k] = client_at(k, 1);
    for (int i = 0; i < 50; i++) wait_and_serve(10); /* what was there before, and a quiet moment */
    printf("ready\n");
    fflush(stdout);
    if (getchar() == EOF) return 1;
    int64_t start = now_ns(), limit = start + (int64_t)120 * 1000000000;
    while (!everything_came(all) && now_ns() < limit) {
        for (int k = 0; k < posters && posted < messages; k++) {
            int due = rate == 0 || now_ns() - start >= (int64_t)(posted / rate * 1e9);
            if (!hands[k]->busy && due) post(hands[k]);
        }
        wait_and_serve(rate == 0 ? 1000 : 1);
    }
    double seconds = (double)(now_ns() - start) / 1e9;
    printf("done\n");
    fflush(stdout);
    if (getchar() == EOF) return 1;
    report(all, seconds);
    return 0;
}
