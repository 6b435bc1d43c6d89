using System.Text;

namespace Millrace.Landing.Records;

/// <summary>
/// Reads the messages of one batch into rows: first as a record of a form seen before, else exactly. The memory serves the next
/// batch again.
/// </summary>
internal sealed unsafe class RecordBatch
{
    /// <summary>DECIMAL(18,6) counts in millionths.</summary>
    private const decimal Micros = 1_000_000m;

    private static readonly int EpochDay = new DateOnly(1970, 1, 1).DayNumber;
    private readonly TextArena arena = new();
    private readonly KnownForms forms;
    private readonly Dictionary<DatasetShape, RowTable> tables = DatasetShape.All.Values.ToDictionary(
        shape => shape,
        shape => new RowTable(shape)
    );
    private IReadOnlyList<LandingMessage> messages = [];

    public RecordBatch() => forms = new KnownForms(arena);

    public List<RowEntry> Entries { get; } = [];

    public List<UnreadableRecord> Unreadable { get; } = [];

    /// <summary>Reads every message; what was read before is gone.</summary>
    public void Read(IReadOnlyList<LandingMessage> batch)
    {
        Clear();
        messages = batch;
        for (var message = 0; message < batch.Count; message++)
        {
            if (forms.TryRead(batch[message].Body, tables, out var table))
            {
                Accept(table, message, item: 0, text: null);
            }
            else
            {
                ReadExactly(message);
            }
        }
    }

    /// <summary>Where a record came from.</summary>
    public RecordSource Source(in RowEntry entry)
    {
        var message = messages[entry.Message];
        return new(message, entry.Item, entry.Text ?? message.Body);
    }

    /// <summary>Form 1 of what a record says, for an id that a file of layout 1 remembers.</summary>
    public long Form1(in RowEntry entry)
    {
        var item = entry.Item;
        var row = BodyReader.Read(messages[entry.Message]).Rows.Single(row => row.Source.Item == item);
        return RecordContent.Form1(row.Values, row.Unknown);
    }

    public void Clear()
    {
        arena.Clear();
        Entries.Clear();
        Unreadable.Clear();
        messages = [];
        foreach (var table in tables.Values)
        {
            table.Clear();
        }
    }

    private void ReadExactly(int message)
    {
        var body = BodyReader.Read(messages[message]);
        Unreadable.AddRange(body.Unreadable);
        if (body.Confirmation is not null)
        {
            var source = new RecordSource(body.Message, 0, body.Message.Body);
            Unreadable.Add(new(source, "A confirmation was stored as data; nothing confirmed it."));
        }

        foreach (var row in body.Rows)
        {
            var isWhole = ReferenceEquals(row.Source.Text, body.Message.Body);
            var table = tables[row.Shape];
            Fill(row, table);
            Accept(table, message, row.Source.Item, isWhole ? null : row.Source.Text);
            if (isWhole && row.Unknown is null)
            {
                forms.Learn(row.Source.Text, table);
            }
        }
    }

    private void Fill(LandingRow row, RowTable table)
    {
        var shape = row.Shape;
        var slots = table.Next(out var filled);
        for (var place = 0; place < row.Values.Length; place++)
        {
            filled[place] = row.Values[place] is not null;
            switch (row.Values[place])
            {
                case string text:
                    SetText(ref slots[place], text);
                    break;
                case long whole:
                    slots[place].Number = whole;
                    break;
                case decimal amount:
                    slots[place].Number = (long)(amount * Micros);
                    break;
            }
        }

        if (row.Unknown is not null)
        {
            filled[shape.UnknownPlace] = true;
            SetText(ref slots[shape.UnknownPlace], RecordContent.Object(row.Unknown));
        }

        FillWindow(shape, row.Day, row.Hour, slots, filled);
    }

    public static void FillWindow(DatasetShape shape, DateOnly day, int hour, Span<Slot> slots, Span<bool> filled)
    {
        slots[shape.DayPlace].Number = day.DayNumber - EpochDay;
        slots[shape.HourPlace].Number = hour;
        filled[shape.DayPlace] = filled[shape.HourPlace] = true;
    }

    private void SetText(ref Slot slot, string text)
    {
        var bytesMax = Encoding.UTF8.GetMaxByteCount(text.Length);
        var at = arena.Reserve(bytesMax);
        var length = Encoding.UTF8.GetBytes(text, new Span<byte>(at, bytesMax));
        arena.Take(length);
        Slot.SetText(ref slot, at, length);
    }

    private void Accept(RowTable table, int message, int item, string? text)
    {
        var row = table.Accept();
        var key = RecordContent.Key(table.Text(row, table.Shape.IdPlace));
        Entries.Add(new(table, row, key, table.Content(row), message, item, text));
    }
}
