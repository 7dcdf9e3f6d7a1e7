# Round, scenario, server, answered, lost, seconds, ticks of user and of system CPU, microseconds of latency, resident kB -> a Markdown
# table of medians. A ratio is the median of the rounds' own ratios: what slows one round slows both servers in it. Told from
# outside: the servers, and which of them is the baseline, with its name.
{
    if (!($2 in seen)) { scenarios[++count] = $2; seen[$2] = 1 }
    there[$2, $3] = 1
    micros[$2, $3, $1] = ($7 + $8) * 1e6 / hz / $4
    kernel[$2, $3, $1] = $8 / ($7 + $8) * 100
    rate[$2, $3, $1] = $4 / $6
    latency[$2, $3, $1] = $9
    resident[$2, $3, $1] = $10 * 1024 / 1e6
    lost[$2, $3] += $5
    if ($1 > rounds) rounds = $1
}

END {
    print "| scenario | server | CPU µs/query | lowest-highest | to " name " | of it kernel | queries/s | to " name " | latency µs | to " name " | lost | resident MB | to " name " |"
    print "|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|"
    many = split(servers_told, servers, " ")
    for (s = 1; s <= count; s++) for (i = 1; i <= many; i++) if ((scenarios[s], servers[i]) in there) row(scenarios[s], servers[i])
}

function row(scenario, server,    least, most) {
    middle(micros, scenario, server)
    least = values[1]
    most = values[rounds]
    printf "| %s | %s | %.2f | %.2f-%.2f | %.2f | %.0f %% | %.0f | %.2f | %.0f | %.2f | %d | %.0f | %.2f |\n", scenario, server, \
        middle(micros, scenario, server), least, most, ratio(micros, scenario, server), middle(kernel, scenario, server), \
        middle(rate, scenario, server), ratio(rate, scenario, server), middle(latency, scenario, server), ratio(latency, scenario, server), \
        lost[scenario, server], middle(resident, scenario, server), ratio(resident, scenario, server)
}

function middle(of, scenario, server,    round) {
    for (round = 1; round <= rounds; round++) values[round] = of[scenario, server, round]
    return median()
}

function ratio(of, scenario, server,    round) {
    for (round = 1; round <= rounds; round++) values[round] = of[scenario, server, round] / of[scenario, baseline, round]
    return median()
}

function median() {
    sort()
    return rounds % 2 ? values[(rounds + 1) / 2] : (values[rounds / 2] + values[rounds / 2 + 1]) / 2
}

function sort(    i, j, value) {
    for (i = 2; i <= rounds; i++) {
        value = values[i]
        for (j = i - 1; j > 0 && values[j] > value; j--) values[j + 1] = values[j]
        values[j + 1] = value
    }
}
