"""networkx: paths, trees and centrality; other algorithms, formats and numpy late."""

from __future__ import annotations

import io
import pickle
from typing import Any

import networkx as nx


ROADS = [("a", "b", 4), ("b", "c", 1), ("a", "c", 7), ("c", "d", 2), ("d", "e", 3), ("b", "e", 9)]


def _roads() -> nx.Graph:
    graph = nx.Graph(name="roads")
    graph.add_weighted_edges_from(ROADS)
    return graph


def work() -> dict[str, Any]:
    roads = _roads()
    copy = pickle.loads(pickle.dumps(roads))
    tasks = nx.DiGraph([("wash", "cook"), ("shop", "wash"), ("cook", "eat"), ("shop", "cook")])
    between = nx.betweenness_centrality(roads, weight="weight")
    return {
        "version": nx.__version__,
        "path": nx.shortest_path(roads, "a", "e", weight="weight"),
        "length": nx.dijkstra_path_length(roads, "a", "e"),
        "tree": sorted(map(sorted, nx.minimum_spanning_tree(roads).edges)),
        "between": {node: round(value, 4) for node, value in sorted(between.items())},
        "order": list(nx.topological_sort(tasks)),
        "flow": nx.maximum_flow_value(roads, "a", "e", capacity="weight"),
        "same": nx.utils.graphs_equal(roads, copy),
        "text": str(roads),
    }


def late() -> dict[str, Any]:
    from networkx.algorithms import bipartite, community, isomorphism

    roads, written = _roads(), io.BytesIO()
    nx.write_graphml(roads, written)
    written.seek(0)
    groups = community.louvain_communities(nx.karate_club_graph(), seed=3)
    pairs = bipartite.sets(nx.complete_bipartite_graph(2, 3))
    return {
        "read": sorted(nx.read_graphml(written).nodes),
        "array": nx.to_numpy_array(roads, nodelist="abcde").tolist(),
        "groups": sorted(len(group) for group in groups),
        "pairs": [sorted(side) for side in pairs],
        "same": isomorphism.GraphMatcher(roads, _roads()).is_isomorphic(),
        "json": len(nx.node_link_data(roads)["nodes"]),
        "spring": nx.spring_layout(roads, seed=1)["a"].round(3).tolist(),
    }
