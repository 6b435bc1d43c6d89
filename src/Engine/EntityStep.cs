using Millrace.Contracts.Documents;
using Millrace.Engine.Entities;
using Millrace.Engine.Ingestion;
using Millrace.Engine.Journal;

namespace Millrace.Engine;

/// <summary>
/// The step of an upsert: the entity's next version where it changes, what records show of it, its budget, and the messages that tell it.
/// </summary>
internal sealed class EntityStep(PartitionState state, Recorder recorder, BudgetTelling budgets, DocumentPublisher publisher)
{
    private const int SnapshotBytesMax = 1 << 20;
    private const int SnapshotLookMax = 20_000;

    private readonly DescriptionStep descriptions = new(state, recorder);
    private readonly List<(int Account, EntityMessage Message)> told = [];

    /// <summary>Takes in the newest forms of entities; one that changes nothing leaves no trace.</summary>
    /// <param name="now">Platform time, unix seconds.</param>
    public void Upsert(IReadOnlyList<EntityUpsert> upserts, long now, Effects effects)
    {
        told.Clear();
        foreach (var upsert in upserts)
        {
            Upsert(upsert, now, effects);
        }

        if (told.Count > 0)
        {
            publisher.Publish(
                effects,
                blocks => told.ForEach(one => blocks.Add(one.Account, one.Message.Dataset, one.Message.Body, one.Message.Extras))
            );
        }
    }

    /// <summary>Tells one subscription the present state of what its dataset shows of an account.</summary>
    /// <param name="from">Number of the entity at which to begin.</param>
    /// <param name="now">Platform time, unix seconds.</param>
    public SnapshotPart Snapshot(int account, string dataset, string subscription, int from, long now, Effects effects)
    {
        var messages = new List<byte[]>();
        int? next = null;
        if (dataset == Documents.BudgetUsageId)
        {
            messages.AddRange(budgets.Present(account, now));
        }
        else if (Documents.Find(dataset) is { } shown)
        {
            next = Show(shown, account, from, messages);
        }

        publisher.Publish(effects, blocks => messages.ForEach(one => blocks.Add(account, dataset, one, [])), subscription);
        return new(messages.Count, next);
    }

    private void Upsert(EntityUpsert upsert, long now, Effects effects)
    {
        var account = upsert.Account.Key;
        recorder.DescribeAccount(upsert.Account, effects);
        var before = state.Entities.Find(account, upsert.Kind, upsert.Id);
        if (EntityForm.Next(before, upsert, now) is not { } form)
        {
            return;
        }

        recorder.Write(effects, writer => DescriptionRecords.WriteEntity(writer, account, upsert.Kind, upsert.Id, form));
        Describe(upsert, account, effects);
        budgets.Upsert(upsert, before?.AdProduct, form.AdProduct, now, effects);
        foreach (var message in EntityMessages.OfChange(upsert.Account, upsert.Kind, upsert.Id, before, form, upsert.Actor))
        {
            told.Add((account, message));
        }
    }

    /// <summary>Takes in what records and attribution know of it.</summary>
    private void Describe(EntityUpsert upsert, int account, Effects effects)
    {
        if (upsert.Product is { } product)
        {
            var sku = recorder.TextOf(upsert.Id, effects);
            var (name, brand) = (
                recorder.TextOf(product.ProductId, effects),
                product.Brand is { } known ? recorder.TextOf(known, effects) : -1
            );
            if (!state.Catalogue.Has(account, sku, name, brand))
            {
                recorder.Write(effects, writer => DescriptionRecords.WriteProduct(writer, account, sku, name, brand));
            }
        }

        if (upsert.Texts is { } texts)
        {
            descriptions.Accept(upsert, texts, effects);
        }

        if (upsert.Text is { } text)
        {
            var target = recorder.TextOf(upsert.Id, effects);
            var (keyword, match) = (recorder.TextOf(text.KeywordText, effects), recorder.TextOf(text.MatchType, effects));
            recorder.ShowTarget(account, target, keyword, match, effects);
        }
    }

    /// <summary>Adds what a dataset shows of the account's entities; answers where it stopped, null at the end.</summary>
    private int? Show(DocumentDeclaration dataset, int account, int from, List<byte[]> messages)
    {
        var bytes = 0;
        for (var place = from; place < state.Entities.Count; place++)
        {
            if (bytes >= SnapshotBytesMax || place - from >= SnapshotLookMax)
            {
                return place;
            }

            var ((owner, kind, id), form) = state.Entities[place];
            if (owner == account && EntityMessages.OfSnapshot(dataset, state.Account(account), kind, id, form) is { } message)
            {
                messages.Add(message);
                bytes += message.Length;
            }
        }

        return null;
    }
}
