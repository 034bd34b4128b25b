pub(crate) async fn children(node: u64) {
    for child in [node * 2, node * 2 + 1] {
        crate::visit(child).await;
    }
}
