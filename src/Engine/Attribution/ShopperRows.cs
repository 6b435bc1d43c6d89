namespace Millrace.Engine.Attribution;

/// <summary>A walk over the rows of one shopper, the one that came last first. Nothing may be added meanwhile.</summary>
internal struct ShopperRows<TRow>(ShopperLog<TRow> log, ulong shopper)
    where TRow : unmanaged, IShopperRow<TRow>
{
    private long next = shopper == ShopperLog<TRow>.Nobody ? -1 : log.NewestOf(shopper);

    /// <summary>Number of the current row.</summary>
    public long Row { get; private set; }

    public readonly ref readonly TRow Current => ref log[Row];

    public readonly ShopperRows<TRow> GetEnumerator() => this;

    public bool MoveNext()
    {
        while (next >= log.First)
        {
            ref readonly var slot = ref log.SlotOf(next);
            Row = next;
            next = slot.Older == 0 ? -1 : next - slot.Older;
            if (slot.Row.Shopper == shopper)
            {
                return true;
            }
        }

        return false;
    }
}
