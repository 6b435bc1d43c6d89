using Millrace.Engine.Cells;

namespace Millrace.App.Bench.Tables;

/// <summary>Texts in the engine's own table; found one by one, or many in steps as a batch finds them.</summary>
internal sealed class OwnTexts(KeyTexts texts, bool isInSteps) : ITable
{
    private const int AtOnce = 1024;

    private readonly TextTable table = new(hashSeed: 42);

    public void AddAll(ReadOnlySpan<int> order)
    {
        foreach (var text in order)
        {
            table.GetOrAdd(texts[text]);
        }
    }

    public long FindAll(ReadOnlySpan<int> order) => isInSteps ? FindInSteps(order) : FindOneByOne(order);

    private long FindOneByOne(ReadOnlySpan<int> order)
    {
        var found = 0L;
        foreach (var text in order)
        {
            found += table.Find(texts[text]) >= 0 ? 1 : 0;
        }

        return found;
    }

    private long FindInSteps(ReadOnlySpan<int> order)
    {
        Span<TextPlace> places = stackalloc TextPlace[AtOnce];
        Span<int> numbers = stackalloc int[AtOnce];
        var found = 0L;
        for (; !order.IsEmpty; order = order[places.Length..])
        {
            places = places[..Math.Min(AtOnce, order.Length)];
            for (var place = 0; place < places.Length; place++)
            {
                places[place] = texts.Place(order[place]);
            }

            table.FindAll(texts.Bytes, places, numbers);
            foreach (var number in numbers[..places.Length])
            {
                found += number >= 0 ? 1 : 0;
            }
        }

        return found;
    }
}
